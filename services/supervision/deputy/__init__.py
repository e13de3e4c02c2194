"""Deputies (人大代表): the register of a street, from which inspections choose theirs."""
