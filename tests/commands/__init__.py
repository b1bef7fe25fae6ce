"""The command line as other programs use it: processes, files, exit statuses and JSON."""
