// Said before anything is drawn: what needs a script is shown, what stands in for it is not.
document.documentElement.classList.add("js");
