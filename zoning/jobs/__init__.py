"""Long work: a record in the store, a resumable run on disk, executed by a process of its own."""
