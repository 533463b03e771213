"""Holds on the nights of stages: ladders, challenges, house rules, and the desk."""
