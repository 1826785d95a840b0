module rtmsmock

go 1.22
