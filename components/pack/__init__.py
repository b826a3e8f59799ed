"""The paper pack: its pages as plain data, made of frames, and one writer for each sort of file."""
