"""Working calendars: the hours of lines and of those who keep promises, with holidays and single days."""
