"""What worker processes run: functions of plain values and of paths that the server gives."""
