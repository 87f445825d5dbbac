//! A trace put into words: steps, the ladder, the sides of a comparison.
