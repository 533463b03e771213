"""What pages show that several apps fill: each module puts one page, or one part of many, together."""
