# Draws satisfaction.csv, and prints what lavaan 0.6.14 makes of it; the figures stand in ConstructTests.cs.
suppressMessages(library(lavaan))
set.seed(20261123)
loadings <- c(0.8, 0.7, 0.9, 0.6); intercepts <- c(3.2, 4.1, 2.7, 3.9); errors <- c(0.6, 0.7, 0.5, 0.8)
arm <- function(n, mean, sd, variant) {
  eta <- mean + sd * rnorm(n)
  x <- sapply(1:4, function(i) intercepts[i] + loadings[i] * eta + errors[i] * rnorm(n))
  data.frame(variant, round(x, 3), segment = ifelse(runif(n) < 0.5, "new", "old"))
}
d <- rbind(arm(160, 0, 1, "control"), arm(150, 0.35, 1.1, "treatment"), arm(140, -0.1, 0.9, "other"))
names(d)[2:5] <- paste0("JW", 1:4)
d$JW4 <- round(8 - d$JW4, 3)
d <- d[sample(nrow(d)), ]
d[c(5, 77, 200), "JW2"] <- NA
d[9, "JW3"] <- NA
write.csv(d, "satisfaction.csv", row.names = FALSE, quote = FALSE, na = "")
d$variant <- factor(d$variant, levels = c("control", "other", "treatment"))
fit <- function(data, equal) cfa("f =~ JW1 + JW2 + JW3 + JW4", data, group = "variant", group.label = levels(d$variant), std.lv = TRUE, group.equal = equal)
show <- function(table) cat(sprintf("%s\n", apply(format(as.data.frame(table), digits = 9), 1, paste, collapse = " ")), sep = "")
for (equal in list("", "loadings", c("loadings", "intercepts"))) {
  found <- fit(d, equal)
  print(unclass(fitMeasures(found, c("chisq", "df", "pvalue", "cfi", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr"))), digits = 9)
}
show(subset(parameterEstimates(found), lhs == "f")[, c("op", "rhs", "group", "est", "se")])
show(subset(standardizedSolution(found), op == "=~" & group == 1)[, c("rhs", "est.std")])
show(subset(parameterEstimates(fit(subset(d, segment == "new"), c("loadings", "intercepts"))), op == "~1" & lhs == "f")[, c("group", "est", "se")])
