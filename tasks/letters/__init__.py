"""The statutory forms and other papers that leave the agency, made from templates."""
