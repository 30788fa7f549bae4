//! Values as PostgreSQL takes and returns them.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Error, Kind, Result, Val};

type Failure = Box<dyn StdError + Sync + Send>;

impl ToSql for Val {
    /// Writes the value as the type that the server inferred for the parameter.
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match (self, ty) {
            (Val::Null, _) => return Ok(IsNull::Yes),
            (Val::Int(int), &Type::INT8) => int.to_sql(ty, out)?,
            (Val::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(ty, out)?,
            (Val::Int(int), &Type::INT2) => i16::try_from(*int)?.to_sql(ty, out)?,
            (Val::Int(int @ (0 | 1)), &Type::BOOL) => (*int == 1).to_sql(ty, out)?,
            #[expect(
                clippy::cast_precision_loss,
                reason = "the column is a floating point number, as on SQLite"
            )]
            (Val::Int(int), &Type::FLOAT8) => (*int as f64).to_sql(ty, out)?,
            (Val::Real(real), &Type::FLOAT8) => real.to_sql(ty, out)?,
            (Val::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out)?,
            (Val::Bool(truth), &Type::INT8) => i64::from(*truth).to_sql(ty, out)?,
            (Val::Text(text), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)) => {
                text.to_sql(ty, out)?
            }
            (Val::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out)?,
            (other, ty) => {
                return Err(format!("{} given for a parameter of type {ty}", other.kind_name()).into());
            }
        };
        Ok(IsNull::No)
    }

    /// Whether the value fits is decided when it is known.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Val {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(match *ty {
            Type::INT8 => Val::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Val::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Val::Int(i16::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Val::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Val::Real(f32::from_sql(ty, raw)?.into()),
            Type::BOOL => Val::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Val::Text(String::from_sql(ty, raw)?)
            }
            Type::BYTEA => Val::Bytes(raw.to_owned()),
            _ => {
                return Err(
                    format!("PostgreSQL's {ty} must be CAST to a type that both engines have").into(),
                );
            }
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Val::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A parameter for the driver.
pub(super) type Parameter = Box<dyn ToSql + Sync + Send>;

/// Turns rows into one array for each column.
pub(super) fn arrays(columns: &[(&'static str, Kind)], rows: &[Vec<Val>]) -> Result<Vec<Parameter>> {
    let column = |(index, (name, kind)): (usize, &(&str, Kind))| {
        let values = rows.iter().map(|row| &row[index]);
        array(*kind, values).ok_or_else(|| Error::Decode {
            column: (*name).to_owned(),
            message: format!("a value of an upsert is not of the kind {kind:?}"),
        })
    };
    columns.iter().enumerate().map(column).collect()
}

fn array<'a>(kind: Kind, values: impl Iterator<Item = &'a Val>) -> Option<Parameter> {
    macro_rules! array_of {
        ($type:ty, $($pattern:pat => $value:expr),+) => {{
            let array: Option<Vec<Option<$type>>> = values
                .map(|value| match value {
                    Val::Null => Some(None),
                    $($pattern => Some(Some($value)),)+
                    _ => None,
                })
                .collect();
            Box::new(array?)
        }};
    }
    Some(match kind {
        Kind::Int => array_of!(i64, Val::Int(int) => *int),
        Kind::Real => array_of!(f64, Val::Real(real) => *real),
        Kind::Bool => array_of!(bool, Val::Bool(truth) => *truth, Val::Int(int @ (0 | 1)) => *int == 1),
        Kind::Text => array_of!(String, Val::Text(text) => text.clone()),
        Kind::Bytes => array_of!(Vec<u8>, Val::Bytes(bytes) => bytes.clone()),
    })
}
