// Package formatmodel numbers the decisions in the packed form of package
// phone's format tables: each kind has an adaptive probability of its own, or
// several by what is known when it is made. The unpacker and the generator's
// packer must agree on them; neither the data nor the coder is known here.
package formatmodel

// Where the probabilities of each kind begin. Kinds with several give the
// index behind them.
const (
	FormatCount = 0                  // [32] of a calling code, a tree of 5 bits
	Abroad      = FormatCount + 32   // the calling code has formats for calls from abroad
	Groups      = Abroad + 1         // [8] a tree of 3 bits
	Width       = Groups + 8         // [5][16] by group, a tree of 4 bits
	Flexible    = Width + 5*16       // [4] the flexible group from the end, or 0; a tree of 2 bits
	Extra       = Flexible + 4       // [16] a tree of 4 bits
	Style       = Extra + 16         // [6][32] by groups, 0 abroad; a tree of 5 bits
	SameUsage   = Style + 6*32       // as in the format before
	Usage       = SameUsage + 1      // [32] a tree of 5 bits
	NotAbroad   = Usage + 32         //
	SameAbroad  = NotAbroad + 1      // style and usage are those within the country
	Bare        = SameAbroad + 1     //
	SameSet     = Bare + 1           // a state's set is that of the state before
	SameTarget  = SameSet + 1        // [4][4][3] by depth, kind of the target before, its run; as the digit before
	IsState     = SameTarget + 4*4*3 // [4][4] by depth and kind of the target before
	IsKnown     = IsState + 4*4      // [4] by depth: the state has been met
	Distance    = IsKnown + 4        // [8] bits in the number of states met since, in unary
	IsOwn       = Distance + 8       // [4][4] by depth and kind: a leaf with the state's own set
	IsThis      = IsOwn + 4*4        // [5][6] by kind, or 4 for a state's own set, and rank: the set is this one
	InNewSet    = IsThis + 5*6       // [2][3][2] by in the set before, formats added so far, ever used

	Count = InNewSet + 2*3*2
)

// Kinds of the target of the digit before.
const (
	None = iota
	State
	Leaf
	OwnLeaf // with the state's own set
)

// Limit is the rangecoder's limit for all of them.
const Limit = 60
