"""A demonstration on invented people: three conferences with a past and a coming meeting each."""
