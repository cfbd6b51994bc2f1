"""The database: how it is opened, what a transaction is, and the columns all tables share."""
