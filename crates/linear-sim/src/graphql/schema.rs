//! A schema read from SDL text into maps that are quick to ask.

use std::collections::BTreeMap;
use std::fmt;

use graphql_parser::schema as sdl;

use super::Literal;

/// A type reference: a name, possibly wrapped in lists and non-nulls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TypeRef {
    Named(String),
    List(Box<TypeRef>),
    NonNull(Box<TypeRef>),
}

impl TypeRef {
    pub(crate) fn read(parsed: &graphql_parser::query::Type<'_, String>) -> Self {
        use graphql_parser::query::Type;
        match parsed {
            Type::NamedType(name) => Self::Named(name.clone()),
            Type::ListType(inner) => Self::List(Box::new(Self::read(inner))),
            Type::NonNullType(inner) => Self::NonNull(Box::new(Self::read(inner))),
        }
    }

    /// The name inside all the wrapping.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.name(),
        }
    }

    pub(crate) fn is_non_null(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => out.write_str(name),
            Self::List(inner) => write!(out, "[{inner}]"),
            Self::NonNull(inner) => write!(out, "{inner}!"),
        }
    }
}

/// An argument or a field of an input object.
#[derive(Debug, Clone)]
pub(crate) struct InputSlot {
    pub(crate) of: TypeRef,
    pub(crate) default: Option<Literal>,
}

impl InputSlot {
    /// Whether a caller must give it.
    pub(crate) fn is_required(&self) -> bool {
        self.of.is_non_null() && self.default.is_none()
    }
}

/// A field of an object or interface.
#[derive(Debug, Clone)]
pub(crate) struct FieldDef {
    pub(crate) of: TypeRef,
    pub(crate) arguments: BTreeMap<String, InputSlot>,
}

/// What a named type is.
#[derive(Debug, Clone)]
pub(crate) enum TypeDef {
    Scalar,
    Enum(Vec<String>),
    Input(BTreeMap<String, InputSlot>),
    Object {
        fields: BTreeMap<String, FieldDef>,
        implements: Vec<String>,
    },
    Interface {
        fields: BTreeMap<String, FieldDef>,
    },
    Union(Vec<String>),
}

impl TypeDef {
    pub(crate) fn is_input(&self) -> bool {
        matches!(self, Self::Scalar | Self::Enum(_) | Self::Input(_))
    }

    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self, Self::Scalar | Self::Enum(_))
    }

    /// The fields of an object or interface.
    pub(crate) fn fields(&self) -> Option<&BTreeMap<String, FieldDef>> {
        match self {
            Self::Object { fields, .. } | Self::Interface { fields } => Some(fields),
            _ => None,
        }
    }

    /// The word for this kind of type, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Enum(_) => "enum",
            Self::Input(_) => "input",
            Self::Object { .. } => "type",
            Self::Interface { .. } => "interface",
            Self::Union(_) => "union",
        }
    }
}

/// A whole schema.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) types: BTreeMap<String, TypeDef>,
    pub(crate) query: String,
    pub(crate) mutation: Option<String>,
    pub(crate) subscription: Option<String>,
}

impl Schema {
    /// Reads SDL text; the error says what the parser disliked.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let document = sdl::parse_schema::<String>(text)
            .map_err(|error| error.to_string())?
            .into_static();
        let mut schema = Self {
            types: built_in_scalars(),
            query: "Query".into(),
            mutation: None,
            subscription: None,
        };
        for definition in document.definitions {
            match definition {
                sdl::Definition::SchemaDefinition(roots) => schema.adopt_roots(roots),
                sdl::Definition::TypeDefinition(defined) => schema.adopt_type(defined),
                sdl::Definition::TypeExtension(_) => return Err("type extensions are not supported".into()),
                sdl::Definition::DirectiveDefinition(_) => {}
            }
        }
        schema.check_references()?;
        Ok(schema)
    }

    /// The definition of a named type.
    pub(crate) fn get(&self, name: &str) -> Option<&TypeDef> {
        self.types.get(name)
    }

    /// The field of an object or interface, by name.
    pub(crate) fn field(&self, parent: &str, name: &str) -> Option<&FieldDef> {
        self.get(parent)?.fields()?.get(name)
    }

    /// The object types that a composite type can turn out to be.
    pub(crate) fn possible_objects<'s>(&'s self, name: &'s str) -> Vec<&'s str> {
        match self.get(name) {
            Some(TypeDef::Object { .. }) => vec![name],
            Some(TypeDef::Union(members)) => members.iter().map(String::as_str).collect(),
            Some(TypeDef::Interface { .. }) => self.implementors(name),
            _ => Vec::new(),
        }
    }

    fn implementors(&self, interface: &str) -> Vec<&str> {
        self.types
            .iter()
            .filter(|(_, def)| matches!(def, TypeDef::Object { implements, .. } if implements.iter().any(|name| name == interface)))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    fn adopt_roots(&mut self, roots: sdl::SchemaDefinition<'static, String>) {
        if let Some(query) = roots.query {
            self.query = query;
        }
        self.mutation = roots.mutation;
        self.subscription = roots.subscription;
    }

    fn adopt_type(&mut self, defined: sdl::TypeDefinition<'static, String>) {
        use sdl::TypeDefinition as Def;
        let (name, def) = match defined {
            Def::Scalar(scalar) => (scalar.name, TypeDef::Scalar),
            Def::Enum(choice) => (
                choice.name,
                TypeDef::Enum(choice.values.into_iter().map(|value| value.name).collect()),
            ),
            Def::InputObject(input) => (input.name, TypeDef::Input(slots(input.fields))),
            Def::Union(union) => (union.name, TypeDef::Union(union.types)),
            Def::Object(object) => {
                let (fields, implements) = (fields(object.fields), object.implements_interfaces);
                (object.name, TypeDef::Object { fields, implements })
            }
            Def::Interface(interface) => (
                interface.name,
                TypeDef::Interface {
                    fields: fields(interface.fields),
                },
            ),
        };
        self.types.insert(name, def);
    }

    /// Every type that is mentioned must be defined, or validation would wave things through.
    fn check_references(&self) -> Result<(), String> {
        let missing =
            |name: &str| (!self.types.contains_key(name)).then(|| format!("type {name} is not defined"));
        let mentioned = self.types.values().flat_map(mentioned_types);
        match mentioned.chain([self.query.as_str()]).find_map(missing) {
            Some(problem) => Err(problem),
            None => Ok(()),
        }
    }
}

fn built_in_scalars() -> BTreeMap<String, TypeDef> {
    ["Int", "Float", "String", "Boolean", "ID"]
        .map(|name| (name.to_owned(), TypeDef::Scalar))
        .into()
}

fn slots(values: Vec<sdl::InputValue<'static, String>>) -> BTreeMap<String, InputSlot> {
    let slot = |value: sdl::InputValue<'static, String>| {
        (
            value.name,
            InputSlot {
                of: TypeRef::read(&value.value_type),
                default: value.default_value,
            },
        )
    };
    values.into_iter().map(slot).collect()
}

fn fields(defined: Vec<sdl::Field<'static, String>>) -> BTreeMap<String, FieldDef> {
    let field = |field: sdl::Field<'static, String>| {
        (
            field.name,
            FieldDef {
                of: TypeRef::read(&field.field_type),
                arguments: slots(field.arguments),
            },
        )
    };
    defined.into_iter().map(field).collect()
}

fn mentioned_types(def: &TypeDef) -> Vec<&str> {
    match def {
        TypeDef::Scalar | TypeDef::Enum(_) => Vec::new(),
        TypeDef::Union(members) => members.iter().map(String::as_str).collect(),
        TypeDef::Input(slots) => slots.values().map(|slot| slot.of.name()).collect(),
        TypeDef::Object { fields, .. } | TypeDef::Interface { fields } => fields
            .values()
            .flat_map(|field| {
                field
                    .arguments
                    .values()
                    .map(|slot| slot.of.name())
                    .chain([field.of.name()])
            })
            .collect(),
    }
}
