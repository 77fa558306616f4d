// Package e2e tests the functions as they are deployed: the built binaries
// under Lambda's Runtime Interface Emulator, behind a gateway, with moto for
// AWS and a sandbox for Thoughtly. What runs for long or needs those parts has
// the build tag integration. The package has only tests.
package e2e
