"""A folder that is watched: what comes into it is put into 收件 and collected, once it is whole."""
