namespace CrmKit.Orders;

/// <summary>Money received for an order. A part of the order.</summary>
public sealed class Payment : PartRecord
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>The instalment it pays; <see langword="null"/> when it pays none in particular.</summary>
    public Guid? PaymentPlanItemId { get; set; }

    /// <summary>The day it arrived; today unless set, not in the future.</summary>
    public DateOnly? PaidOn { get; set; }

    /// <summary>How much, in the order's currency, more than 0; required. Money that goes back is an <see cref="OrderReturn.Refund"/>.</summary>
    public decimal? Amount { get; set; }

    /// <summary>How it was paid.</summary>
    public PaymentMethod Method { get; set; }

    /// <summary>The payer's or the bank's reference.</summary>
    public string? Reference { get; set; }
}

/// <summary>How money is paid.</summary>
public enum PaymentMethod
{
    /// <summary>From account to account.</summary>
    BankTransfer,
    /// <summary>In notes and coins.</summary>
    Cash,
    /// <summary>Credit or debit card.</summary>
    Card,
    /// <summary>A wallet on the telephone or the web.</summary>
    Wallet,
    /// <summary>A cheque.</summary>
    Cheque,
    /// <summary>Another way.</summary>
    Other,
}
