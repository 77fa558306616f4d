package challenge

// derive computes the round constants. The browser's module does so once, since
// the code is a third of the size of the table, which nothing compresses.
// Rounding in the last place of a float64, fused or not, is far from the 35
// bits that are used.
func derive(k *[64]uint32) {
	n := 0
	for p := 2; n < len(k); p++ {
		if !isPrime(p) {
			continue
		}
		x := 7.0 // above every root that is needed
		for range 16 {
			x -= (x - float64(p)/(x*x)) / 3 // Newton's step for x³ = p
		}
		k[n] = uint32((x - float64(int32(x))) * (1 << 32))
		n++
	}
}

func isPrime(p int) bool {
	for q := 2; q*q <= p; q++ {
		if p%q == 0 {
			return false
		}
	}
	return true
}
