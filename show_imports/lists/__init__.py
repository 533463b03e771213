"""Lists of shows that somebody kept elsewhere: from a file over a table to a plan, and from the plan into the tables.

file -> reading (a child process: reader, tables, spreadsheets) -> Table of texts
     -> columns (which column is what) + choices (what the list does not say)
     -> planning (dates, lines, places) -> a plan: one show for each line, or the reason why not
     -> checking (what stands in the way) -> writing (all of it, or nothing)
"""
