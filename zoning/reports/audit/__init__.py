"""The audit report: one or several measures as a written report."""
