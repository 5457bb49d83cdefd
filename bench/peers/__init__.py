"""What else answers the same questions, each written as well as one who knows it would."""
