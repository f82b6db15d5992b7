"""ROSE training: from a school's first request to the figure in the funder's report.

The folders are the layers, the file names are the capabilities; docs/architecture.md draws both.
"""
