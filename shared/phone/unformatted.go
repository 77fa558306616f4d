package phone

// Setup has nothing to unpack in these tables.
func Setup() {}
