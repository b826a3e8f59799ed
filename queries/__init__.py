"""The only SQL that reads for pages: one `.sql` file a question, one typed function each."""
