"""Scoring, what-if and reports over HTTP, stateless: answers or a form in, a result out."""
