"""Searching: passages and memos that hold something, and codings made of them."""
