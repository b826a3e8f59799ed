"""The pages, one file each, registered in app.py."""
