// Stands in until the first file of this target is written.
