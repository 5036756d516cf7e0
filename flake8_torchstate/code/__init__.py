"""What stands where: the text of files, their names, classes and functions, and the files of a source tree."""
