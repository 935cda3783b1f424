"""依申请公开 from its register: the statutory clock, what is wrong with it, fees, the letters of reply."""
