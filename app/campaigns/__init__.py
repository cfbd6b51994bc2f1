"""Campaigns (đợt đánh giá): a school year, editions and deadlines per kind of body."""
