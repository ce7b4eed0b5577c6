using CrmKit.Fields;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Instants as UTC date and time: text that sorts on SQLite, <c>timestamptz</c> on PostgreSQL.</summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, DateTime>(
    instant => instant.UtcDateTime,
    utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));

/// <summary>Decimals as whole ten-thousandths, so that every database sorts, sums and indexes them right.</summary>
internal sealed class ScaledDecimalConverter() : ValueConverter<decimal, long>(value => ScaledDecimal.ToScaled(value), scaled => ScaledDecimal.FromScaled(scaled));

internal static class ScaledDecimal
{
    public const long Scale = 10_000;

    /// <summary>The greatest amount that fits, about 922 trillion.</summary>
    public const decimal Maximum = long.MaxValue / (decimal)Scale;

    /// <exception cref="OverflowException">The value does not fit; the field's validators let nothing so great through.</exception>
    public static long ToScaled(decimal value) => decimal.ToInt64(decimal.Round(value * Scale, MidpointRounding.ToEven));

    public static decimal FromScaled(long scaled) => scaled / (decimal)Scale;
}

/// <summary>Enums as the option codes that JSON and filters use.</summary>
internal sealed class EnumCodeConverter<T>() : ValueConverter<T, string>(value => EnumCode.Of(value), code => (T)EnumCode.Parse(typeof(T), code))
    where T : struct, Enum;

/// <summary>Custom values as their JSON text.</summary>
internal sealed class CustomValuesConverter() : ValueConverter<CustomValues, string>(values => values.Json, json => CustomValues.Parse(json));

/// <summary>The same where the database keeps JSON parsed, and writes it again in its own way.</summary>
internal sealed class ParsedCustomValuesConverter() : ValueConverter<CustomValues, string>(values => values.Json, json => CustomValues.ParseAny(json));

/// <summary>Custom values never change, so a snapshot is the same object.</summary>
internal sealed class CustomValuesComparer() : ValueComparer<CustomValues>((a, b) => ReferenceEquals(a, b) || a!.Equals(b), v => v.GetHashCode(), v => v);
