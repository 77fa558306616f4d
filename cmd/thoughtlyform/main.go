// Command thoughtlyform operates a deployed stack: it deploys the stack, stores
// its secret, counts waiting leads, redrives dead-lettered leads, reviews held
// leads, prints and restores consents, changes the do-not-call list, and deletes
// the stack. The Makefile has a verb for each.
//
// It is a separate module, so that the functions do not depend on its AWS
// packages. It must not know how a lead is validated or delivered.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// task holds the flags and the environment of a verb.
type task struct {
	env      environment // from samconfig.toml
	dry      bool        // only print what would be done, without a request to AWS
	dist     string      // folder of the widget's files
	template string      // path of the stack's template
	phone    string      // for consent, stop, allow and erase
	allow    string      // for review: keys of the leads to release
	drop     string      // for review: keys of the leads to drop
	verify   string      // for consent: file of the bundle to verify
	from     string      // for restore: table to copy from
	reason   string      // for redrive: only messages whose reason contains it; for stop, allow and erase: the reason

	in  *os.File
	out io.Writer
	aws func(context.Context) (aws.Config, error)
}

var verbs = map[string]func(context.Context, *task) error{
	"deploy":  deploy,
	"secret":  secret,
	"destroy": destroy,
	"waiting": waiting,
	"redrive": redrive,
	"consent": consent,
	"restore": restore,
	"stop":    stop,
	"allow":   allow,
	"erase":   erase,
	"review":  review,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		if ctx.Err() != nil {
			err = errors.New("interrupted; you can run the same command again")
		}
		fmt.Fprintln(os.Stderr, "thoughtlyform:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in *os.File, out io.Writer) error {
	flags := flag.NewFlagSet("thoughtlyform", flag.ContinueOnError)
	name := flags.String("env", "dev", "environment of samconfig.toml")
	file := flags.String("config", "samconfig.toml", "the SAM CLI's configuration")
	t := &task{in: in, out: out}
	flags.BoolVar(&t.dry, "dry", false, "print what would be done, without a request to AWS")
	flags.StringVar(&t.dist, "dist", "web/dist", "folder of the widget's files, for deploy")
	flags.StringVar(&t.template, "template", "template.yaml", "the stack's template, for deploy")
	flags.StringVar(&t.phone, "phone", "", "a number with + and its calling code, for consent, stop, allow and erase")
	flags.StringVar(&t.allow, "allow", "", "keys of held leads to release, such as country=US, or all, for review")
	flags.StringVar(&t.drop, "drop", "", "keys of held leads to drop, for review")
	flags.StringVar(&t.verify, "verify", "", "the file of a printed bundle to verify, for consent")
	flags.StringVar(&t.from, "from", "", "the table to copy consents from, for restore")
	flags.StringVar(&t.reason, "reason", "", "only messages whose reason contains this, for redrive; the reason to record, for stop, allow and erase")
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "usage: thoughtlyform [flags] %s\n", strings.Join(names(), "|"))
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	verb, ok := verbs[flags.Arg(0)]
	if !ok || flags.NArg() != 1 {
		return fmt.Errorf("expected one of %s", strings.Join(names(), ", "))
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	if t.env, err = readEnvironment(string(text), *name); err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	t.aws = func(ctx context.Context) (aws.Config, error) {
		cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(t.env.region))
		if err != nil {
			return cfg, err
		}
		return cfg, checkCredentials(ctx, cfg)
	}
	if err := verb(ctx, t); err != nil {
		return errors.New(explain(err, t.env.region))
	}
	return nil
}

func names() []string {
	var list []string
	for name := range verbs {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

// say prints a line of progress, or in a dry run what would be done.
func (t *task) say(format string, args ...any) {
	if t.dry {
		format = "would " + format
	}
	fmt.Fprintf(t.out, format+"\n", args...)
}
