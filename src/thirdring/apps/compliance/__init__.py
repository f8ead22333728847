"""Where the clauses of the regulation were broken: found from the journal by a judge of its own."""
