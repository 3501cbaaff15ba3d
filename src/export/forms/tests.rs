//! Forms on quads made by hand.
