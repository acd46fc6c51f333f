"""What findings share: the rows they rest on, how sure they are, and page 1 out of all of them."""
