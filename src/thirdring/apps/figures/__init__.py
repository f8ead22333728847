"""The figures of a day, by line, queue, quarter of an hour and operator, and what is usual on such a day."""
