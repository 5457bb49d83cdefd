"""Tables of records from outside: workbooks and CSV as sheets of typed cells, whatever their columns mean."""
