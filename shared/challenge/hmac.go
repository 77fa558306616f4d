package challenge

// digest is SHA-256 (FIPS 180-4) over a message of up to 512 MB. It is here
// since crypto/sha256 alone outweighs the whole of the browser's module.
type digest struct {
	state [8]uint32
	block [64]byte
	n     uint32 // bytes written
}

func (d *digest) begin() {
	d.state = initial
	d.n = 0
}

func (d *digest) writeByte(c byte) {
	d.block[d.n&63] = c
	if d.n++; d.n&63 == 0 {
		d.compress()
	}
}

func (d *digest) write(p []byte) {
	for _, c := range p {
		d.writeByte(c)
	}
}

func (d *digest) compress() {
	var w [64]uint32
	for i := range 16 {
		w[i] = uint32At(d.block[4*i:])
	}
	schedule(&w)
	state := d.state
	rounds(&state, &w, 0, 64)
	for i, v := range state {
		d.state[i] += v
	}
}

func (d *digest) sum() (out [32]byte) {
	length := d.n * 8
	d.writeByte(0x80)
	for d.n&63 != 56 {
		d.writeByte(0)
	}
	var b [8]byte
	putUint32(b[4:], length)
	d.write(b[:])
	for i, v := range d.state {
		putUint32(out[4*i:], v)
	}
	return out
}

// mac is HMAC-SHA-256 (RFC 2104) by a key of KeyLen bytes. What is to be
// signed is written to inner.
type mac struct {
	inner digest
	key   *[KeyLen]byte
}

func (m *mac) begin(key *[KeyLen]byte) {
	m.key = key
	m.inner.begin()
	m.inner.pad(key, 0x36)
}

func (m *mac) sum() [32]byte {
	inner := m.inner.sum()
	var outer digest
	outer.begin()
	outer.pad(m.key, 0x5c)
	outer.write(inner[:])
	return outer.sum()
}

func (d *digest) pad(key *[KeyLen]byte, with byte) {
	for i := range 64 {
		if i < KeyLen {
			d.writeByte(key[i] ^ with)
		} else {
			d.writeByte(with)
		}
	}
}

// initial is SHA-256's first state: the square roots of the first 8 primes.
var initial = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}
