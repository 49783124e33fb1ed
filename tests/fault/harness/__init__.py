"""The crash harness: clients that write down what they see, faults, and a judge of its own."""
