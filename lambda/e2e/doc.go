// Package e2e tests the built binaries of the functions under Lambda's Runtime
// Interface Emulator, with the devstack's gateway, moto for AWS and the sandbox for
// Thoughtly. Tests that are slow or need these parts have the build tag integration.
// The package has only tests.
package e2e
