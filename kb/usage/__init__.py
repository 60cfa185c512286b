"""What is asked, found, missed and handed over, counted."""
