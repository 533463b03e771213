"""What an engagement is worth, in a line of a list."""

from django import template

from engagements.deals import pay_words

register = template.Library()
register.filter("pay", pay_words)
