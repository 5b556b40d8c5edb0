"""What the past says of the things the defaults lean on: daily closes of the index and the VIX, settlements of VIX futures.

`files` reads them, `measures` measures, `report` puts the measures in tables beside the defaults.

A daily file is CSV (`.gz` too) with a header: a column `Date` (2014-01-31 or 1/31/2014) and a column `Close`, or just one other
column. A futures file has the columns `date,expiration,settle`, one row a contract a day; a folder with `8_m_settle.csv` and
`expirations.csv` (contracts side by side, `date` and one column each) is read too. Empty cells, `NA`, `NaN`, `null` and `.` hold
no value, nor does a settlement of 0.

Without files the series that the package `arch` ships are read: S&P 500 1999 to 2018, VIX 2014 to 2018. It ships no futures.
"""
