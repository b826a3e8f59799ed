"""What a page is made of: wording, charts, tables and cards. None of it knows where figures come from."""
