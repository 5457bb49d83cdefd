"""The pictures of docs/siting.md, each drawn by the functions that judge a project."""
