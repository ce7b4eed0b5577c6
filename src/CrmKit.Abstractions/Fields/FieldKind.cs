namespace CrmKit.Fields;

/// <summary>What a field holds, and so how it is stored, checked, filtered, shown and imported.</summary>
public enum FieldKind
{
    /// <summary>One line of text.</summary>
    Text,
    /// <summary>Text of several lines.</summary>
    LongText,
    /// <summary>An e-mail address, kept in lower case.</summary>
    Email,
    /// <summary>A telephone number.</summary>
    Phone,
    /// <summary>A web address.</summary>
    Url,
    /// <summary>One option code out of <see cref="FieldDefinition.Options"/>.</summary>
    Option,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number with up to four decimals.</summary>
    Number,
    /// <summary>A share in percent, up to four decimals; 12.5 means 12.5 %.</summary>
    Percent,
    /// <summary>An amount in the record's currency, up to four decimals.</summary>
    Money,
    /// <summary>Yes or no.</summary>
    Bool,
    /// <summary>A calendar day, without a time and without a zone.</summary>
    Date,
    /// <summary>A point in time, in UTC.</summary>
    Instant,
    /// <summary>The id of a record of the type <see cref="FieldDefinition.ReferenceType"/>.</summary>
    Reference,
}
