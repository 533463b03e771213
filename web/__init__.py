"""What every page needs and no app owns: the design system, safe headers, words for money and dates, stream tokens.

The leaf of the project: it imports no app.
"""
