# Writes the parameter tables that lavaan 0.6-14 makes of the texts below: Rscript parameter-tables.R > parameter-tables.json
suppressPackageStartupMessages({library(lavaan); library(jsonlite)})
set.seed(1)
names <- c(paste0("x", 1:9), paste0("y", 1:6), "z", "w", "u", paste0("t", 1:4))
data <- as.data.frame(matrix(rnorm(200 * length(names)), 200)); colnames(data) <- names
data$school <- rep(c("north", "south"), 100)
three <- "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\n"
line <- "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\n"
ladder <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"), strict = c("loadings", "intercepts", "residuals"),
  variances = c("loadings", "lv.variances", "lv.covariances"), means = c("loadings", "intercepts", "means"))
cases <- list(
  list("three factors", "cfa", three),
  list("standardized", "cfa", three, std.lv = TRUE),
  list("orthogonal", "cfa", three, orthogonal = TRUE),
  list("means", "cfa", three, meanstructure = TRUE),
  list("second order", "cfa", paste0(three, "top =~ f + g + h\n")),
  list("freed marker", "cfa", "f =~ NA*x1 + x2 + x3\nf ~~ 1*f"),
  list("one indicator", "sem", "f =~ x1\ng =~ x4 + x5 + x6\ng ~ f"),
  list("shared single indicator", "sem", "f =~ x4\ng =~ x4 + x5 + x6\ng ~ f"),
  list("cross loading and residual", "cfa", "f =~ x1 + x2 + x3 + x4\ng =~ x4 + x5 + x6\nx6 ~~ x1\ng ~~ f"),
  list("latent regressions", "sem", paste0(three, "h ~ f + g\ng ~ f")),
  list("two final outcomes", "sem", "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\ng + h ~ f\ny1 ~ f"),
  list("mediation", "sem", "y1 ~ c*x1 + b*z\nz ~ a*x1\nindirect := a*b\ntotal := c + indirect"),
  list("paths", "sem", "y1 ~ x1 + x2\ny2 ~ x1 + y1 + z\ny3 ~ y1 + w"),
  list("paths with means", "sem", "y1 ~ 1 + x1 + x2\ny2 ~ x2 + w"),
  list("random exogenous", "sem", "y1 ~ x1 + x2\ny2 ~ x1", fixed.x = FALSE),
  list("stated exogenous", "sem", "y1 ~ x1 + x2 + z\nx1 ~~ x1\nx2 ~~ z"),
  list("fixed intercept", "sem", "y1 ~ 0*1 + x1\ny2 ~ 0 + x2\nf =~ x3 + x4 + x5\nf ~ 2*1"),
  list("multiple causes", "sem", "f =~ y1 + y2 + y3\nf ~ z + w\ny1 ~ z"),
  list("growth", "growth", line),
  list("growth with causes", "growth", paste0(line, "i + s ~ z + w\nt1 ~ u\nt2 ~ u")),
  list("growth random exogenous", "growth", paste0(line, "i + s ~ z"), fixed.x = FALSE),
  list("labels", "cfa", "f =~ x1 + a*x2 + a*x3 + b*x4\ng =~ x5 + a*x6 + x7\nx1 ~~ e*x1\nx2 ~~ e*x2\na == 2*b"),
  list("label on marker", "cfa", "f =~ a*x1 + x2 + a*x3"),
  list("equal by name", "sem", "f =~ x1 + x2 + equal(\"f=~x2\")*x3\ny1 ~ b1*f + start(0.5)*f + z"),
  list("start and bounds", "cfa", "f =~ x1 + start(0.8)*x2 + lower(0)*x3 + upper(2)*x3\nx1 ~~ lower(0)*x1"),
  list("constant expressions", "sem", "f =~ x1 + 1/2*x2 + sqrt(4)*x3 + x4\ny1 ~ -1*f + (1 + 1)*z"),
  list("groups with lists", "cfa", "f =~ x1 + c(a, b)*x2 + c(0.5, NA)*x3 + c(k, k)*x4\nf ~~ c(1, NA)*f", group = "school"),
  list("groups by one label", "sem", "f =~ x1 + l*x2 + x3\nf ~ z", group = "school"),
  list("groups regressions", "sem", "f =~ x1 + x2 + x3\ny1 ~ f + z\nx1 ~~ x2", group = "school", group.equal = c("regressions", "residuals", "residual.covariances")),
  list("groups standardized metric", "cfa", three, group = "school", std.lv = TRUE, group.equal = "loadings"),
  list("groups growth", "growth", line, group = "school", group.equal = c("intercepts", "means")))
for (step in names(ladder)) cases[[length(cases) + 1]] <- list(paste("ladder", step), "cfa", three, group = "school", group.equal = ladder[[step]])
table <- function(case) {
  options <- case[-(1:3)]
  fit <- suppressWarnings(do.call(case[[2]], c(list(model = case[[3]], data = data, do.fit = FALSE), options)))
  rows <- parTable(fit)
  equal <- rows[rows$op == "==" & grepl("^[.]p", rows$lhs), ]
  parameters <- rows[rows$op %in% c("=~", "~", "~~", "~1"), ]
  key <- parameters$plabel
  for (k in seq_len(nrow(equal))) key[key == equal$rhs[k]] <- equal$lhs[k]
  free <- parameters$free > 0
  coordinate <- rep(-1, nrow(parameters))
  coordinate[free] <- match(key[free], unique(key[free])) - 1
  label <- parameters$label; label[grepl("^[.]p|[~]", label)] <- ""
  list(name = case[[1]], type = case[[2]], model = case[[3]], stdLv = isTRUE(options$std.lv), orthogonal = isTRUE(options$orthogonal),
    means = isTRUE(options$meanstructure), fixedX = !identical(options$fixed.x, FALSE), groups = if (is.null(options$group)) 1 else 2,
    equal = I(setdiff(as.character(options$group.equal), "")), observed = I(lavNames(fit, "ov")), latent = I(lavNames(fit, "lv")), exogenous = I(lavNames(fit, "ov.x")),
    lhs = parameters$lhs, op = parameters$op, rhs = parameters$rhs, group = parameters$group, coordinate = coordinate, label = label,
    fixed = ifelse(free | parameters$exo == 1, NA, parameters$ustart), start = ifelse(free, parameters$ustart, NA), exo = parameters$exo, user = parameters$user)
}
cat(toJSON(lapply(cases, table), auto_unbox = TRUE, digits = NA, na = "null"), "\n")
