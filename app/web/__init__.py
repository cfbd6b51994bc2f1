"""The page: a school drops its form and sees its level, why, and what to do next."""
