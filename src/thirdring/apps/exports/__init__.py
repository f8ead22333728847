"""Lists as files for spreadsheets: CSV and XLSX, a piece at a time however long they are."""
